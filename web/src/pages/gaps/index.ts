import { page } from '../page'

export default page({ path: '/gaps', name: 'gaps', view: () => import('./GapsPage.vue') })
