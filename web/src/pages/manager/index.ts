import { page } from '../page'

export default page({
  path: '/managers/:cik(\\d{1,10})',
  name: 'manager',
  view: () => import('./ManagerPage.vue'),
})
