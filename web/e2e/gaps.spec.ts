import { expect, rowsOf, test } from './story.ts'

const wanting = () => process.env.OSD_WANTING_URL

test('from the status to the filings that are not in, and why', async ({ page }) => {
  test.skip(!wanting(), 'a server that runs already may have everything')
  await page.goto(`${wanting()}/status`)
  await page.getByRole('link', { name: 'Was given up' }).click()
  await expect(page).toHaveURL(/\/gaps\?filter=reason:in:failed$/)
  const rows = await rowsOf(page, /Filings that are not in/)
  await expect(rows).toHaveCount(1)
  await expect(rows.first()).toContainText('0009999999-25-000001')
  await expect(rows.first()).toContainText('fetch was given up: EDGAR has no submission')

  await page.getByRole('button', { name: 'Take all off' }).click()
  await expect(rows).toHaveCount(2)
  await expect(rows.filter({ hasText: '0009999999-25-000002' })).toContainText('fetch is paused by')
})

test('where everything is in, that is said', async ({ page }) => {
  await page.goto('/gaps')
  await expect(page.getByRole('main')).toContainText('No filing is missing')
})
