import { page } from '../page'

export default page({ path: '/about', name: 'about', view: () => import('./AboutPage.vue') })
