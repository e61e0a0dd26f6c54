import { page } from '../page'

export default page({ path: '/', name: 'home', view: () => import('./HomePage.vue') })
