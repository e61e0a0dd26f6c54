import { page } from '../page'

export default page({ path: '/issuers/:issuer', name: 'issuer', view: () => import('./IssuerPage.vue') })
