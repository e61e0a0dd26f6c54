import { page } from '../page'

export default page({ path: '/status', name: 'status', view: () => import('./StatusPage.vue') })
