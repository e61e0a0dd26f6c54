import { expect, test } from './story.ts'

test('the status says how new it is, and how complete each period is', async ({ page }) => {
  await page.goto('/status')
  const main = page.getByRole('main')
  await expect(main).toContainText('Newest filing')
  await expect(main).toContainText('Not followed')
  await expect(main).toContainText('no worker was seen within a minute')
  const periods = page.getByRole('table', { name: /Report periods/ })
  await expect(periods.getByRole('row').filter({ hasText: 'Q1 2025' })).toContainText('whole')
  const quarter = page
    .getByRole('table', { name: /each index quarter/ })
    .getByRole('row')
    .filter({ hasText: 'Q2 2025' })
  await expect(quarter.getByRole('progressbar')).toHaveAttribute('value', '1')
  await expect(quarter).toContainText('100.0%')
  await expect(main).toContainText('no scheduler ever ran here')
  await page.getByRole('link', { name: 'All gaps' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Gaps')
})

test('a quarter of which a filing was given up is not whole', async ({ page }) => {
  const url = process.env.OSD_WANTING_URL
  test.skip(!url, 'a server that runs already may have everything')
  await page.goto(`${url}/status`)
  const periods = page.getByRole('table', { name: /Report periods/ })
  await expect(periods.getByRole('row').filter({ hasText: 'Q4 2024' })).toContainText('filling')
})
