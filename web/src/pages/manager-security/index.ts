import { page } from '../page'

export default page({
  path: '/managers/:cik/securities/:security',
  name: 'manager-security',
  view: () => import('./ManagerSecurityPage.vue'),
})
