import { page } from '../page'

export default page({ path: '/:path(.*)*', name: 'not-found', view: () => import('./NotFoundPage.vue') })
