import { test } from '@playwright/test'
import { open, PAGES } from './pages.ts'

/**
 * How long each page takes until it is usable, with nothing kept, and how much script comes for it:
 * `npm run measure`. It prints, and judges nothing; the test of the build holds the sizes.
 */
for (const shown of PAGES) {
  test(shown.name, async ({ page }) => {
    await open(page, shown)
    const seen = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      const scripts = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(
        ({ name }) => name.endsWith('.js'),
      )
      return {
        usable: Math.round(performance.now()),
        loaded: Math.round(navigation?.loadEventEnd ?? 0),
        scripts: scripts.length,
        kilobytes: Math.round(scripts.reduce((sum, one) => sum + one.encodedBodySize, 0) / 1000),
      }
    })
    process.stdout.write(
      `${shown.name.padEnd(18)} usable after ${seen.usable} ms (loaded ${seen.loaded} ms), ` +
        `${seen.scripts} scripts, ${seen.kilobytes} kB compressed\n`,
    )
  })
}
