import { expect, rowsOf, test } from './story.ts'

test.use({ mayComplainOf: /status of (503|400)|net::ERR_FAILED/ })

const problem = {
  status: 503,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'https://example.org/problems/busy',
    title: 'The server is busy',
    status: 503,
    detail: 'Too many questions at once; ask again in a moment.',
  }),
}

test('a problem is said in the words of the server, and asking again mends it', async ({ page }) => {
  await page.route('**/api/v1/managers?*', (route) => route.fulfill(problem))
  await page.goto('/managers')
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('The server is busy')
  await expect(alert).toContainText('Too many questions at once')
  await page.unroute('**/api/v1/managers?*')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(alert).toHaveCount(0)
  const rows = await rowsOf(page, /Managers that filed/)
  await expect(rows.first()).toContainText('BERKSHIRE HATHAWAY INC')
})

test('a server that cannot be reached is said to be that', async ({ page }) => {
  await page.route('**/api/v1/filings/**', (route) => route.abort())
  await page.goto('/filings/0009999999-20-000001')
  await expect(page.getByRole('alert').first()).toContainText('could not be reached')
})

test('a question that makes no sense is answered with what is wrong, and can be taken back', async ({
  page,
}) => {
  await page.goto('/managers?filter=nonsense:eq:1')
  await expect(page.getByRole('alert')).toContainText('nonsense')
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Take all off' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await rowsOf(page, /Managers that filed/)
})
