import { page } from '../page'

export default page({ path: '/tickers/:ticker', name: 'ticker', view: () => import('./TickerPage.vue') })
