import { page } from '../page'

export default page({ path: '/filings/:accession', name: 'filing', view: () => import('./FilingPage.vue') })
