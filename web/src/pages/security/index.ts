import { page } from '../page'

export default page({
  path: '/securities/:security',
  name: 'security',
  view: () => import('./SecurityPage.vue'),
})
