import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { test } from '@playwright/test'
import { DESKTOP, open, PAGES, PHONE } from './pages.ts'

/** Pictures of every page, for people to look at: `npm run shots`. */
const folder = fileURLToPath(new URL('../../target/shots', import.meta.url))

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    test.describe(`${colorScheme}, ${device}`, () => {
      test.use({ colorScheme, viewport })
      for (const shown of PAGES) {
        test(shown.name, async ({ page }) => {
          await mkdir(folder, { recursive: true })
          await open(page, shown)
          await page.evaluate(() => document.fonts.ready.then(() => undefined))
          await page.screenshot({
            path: `${folder}/${shown.name}-${device}-${colorScheme}.png`,
            fullPage: true,
          })
        })
      }
    })
  }
}
