import { page } from '../page'

export default page({ path: '/quality', name: 'quality', view: () => import('./QualityPage.vue') })
