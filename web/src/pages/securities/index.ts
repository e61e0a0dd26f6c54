import { page } from '../page'

export default page({ path: '/securities', name: 'securities', view: () => import('./SecuritiesPage.vue') })
