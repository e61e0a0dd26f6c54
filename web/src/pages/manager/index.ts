import { page } from '../page'

export default page({ path: '/managers/:cik', name: 'manager', view: () => import('./ManagerPage.vue') })
