import { open, PAGES, PHONE } from './pages.ts'
import { expect, rowsOf, test } from './story.ts'

test.use({ viewport: PHONE, hasTouch: true, isMobile: true })

for (const shown of PAGES) {
  test.describe(shown.name, () => {
    test.use({ mayComplainOf: shown.mayComplainOf ?? /(?!)/ })

    test('fits the width of a phone', async ({ page }) => {
      await open(page, shown)
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
      expect(widths[0]).toBeLessThanOrEqual(PHONE.width)
      expect(widths[1]).toBe(PHONE.width)
    })
  })
}

test('the menu leads everywhere', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Menu' }).tap()
  await page.getByRole('menuitem', { name: 'Filings' }).tap()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Filings')
})

test('a wide table goes aside by itself, and its first column stays', async ({ page }) => {
  await page.goto('/managers/1067983?period=2025Q2')
  const rows = await rowsOf(page, /Positions at the end of Q2 2025/)
  const table = page.getByRole('table', { name: /Positions at the end/ })
  const region = page.locator('[aria-busy]').filter({ has: table })
  const moved = await region.evaluate((element) => {
    element.scrollLeft = element.scrollWidth
    return element.scrollLeft
  })
  expect(moved).toBeGreaterThan(100)
  await expect(rows.first().getByRole('rowheader')).toBeInViewport()
  await expect(rows.first().getByRole('link', { name: /^Filing / })).toBeInViewport()
})
