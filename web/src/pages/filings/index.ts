import { page } from '../page'

export default page({ path: '/filings', name: 'filings', view: () => import('./FilingsPage.vue') })
