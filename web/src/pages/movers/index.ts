import { page } from '../page'

export default page({ path: '/movers', name: 'movers', view: () => import('./MoversPage.vue') })
