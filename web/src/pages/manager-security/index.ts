import { page } from '../page'

export default page({
  path: '/managers/:cik(\\d{1,10})/securities/:security',
  name: 'manager-security',
  view: () => import('./ManagerSecurityPage.vue'),
})
