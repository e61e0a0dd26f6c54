import { page } from '../page'

export default page({
  path: '/filings/:accession(\\d{10}-?\\d{2}-?\\d{6})',
  name: 'filing',
  view: () => import('./FilingPage.vue'),
})
