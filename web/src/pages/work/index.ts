import { page } from '../page'

export default page({ path: '/work', name: 'work', view: () => import('./WorkPage.vue') })
