import { nextTick } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { pages } from './pages/pages'

export const router = createRouter({
  history: createWebHistory(),
  routes: pages,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

// Who reads by ear hears the heading of the page that has come; whoever goes by keys starts there.
router.afterEach(async (to, from) => {
  if (from.name === undefined || to.path === from.path) return
  await nextTick()
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
})
