import { readFileSync } from 'node:fs'
import type { AxeResults } from 'axe-core'
import { DESKTOP, open, PAGES, PHONE } from './pages.ts'
import { expect, test } from './story.ts'

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    test.describe(`${colorScheme}, ${device}`, () => {
      test.use({ colorScheme, viewport, mayComplainOf: /404/ })

      for (const shown of PAGES) {
        test(`${shown.name} keeps nobody out`, async ({ page }) => {
          await open(page, shown)
          await page.evaluate(axe)
          const { violations, passes } = await page.evaluate(() =>
            (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
          )
          expect(passes.length).toBeGreaterThan(5)
          const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
          const said = grave.map(
            ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((one) => one.html).join(' ')}`,
          )
          expect(said).toEqual([])
        })
      }
    })
  }
}
