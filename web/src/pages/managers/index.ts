import { page } from '../page'

export default page({ path: '/managers', name: 'managers', view: () => import('./ManagersPage.vue') })
