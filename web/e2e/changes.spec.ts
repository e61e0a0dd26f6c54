import { column, expect, figure, rowsOf, test } from './story.ts'

const POSITIONS = /Positions at the end of Q2 2025/

test('who has never been here finds which positions grew most, and from which filing that is known', async ({
  page,
}) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'Managers', exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Managers')
  await page.getByRole('link', { name: 'BERKSHIRE HATHAWAY INC', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/BERKSHIRE HATHAWAY INC/)

  await page.getByText('Grew most, %', { exact: true }).click()
  await expect(page).toHaveURL(/sort=-amount_change_pct/)
  const rows = await rowsOf(page, POSITIONS)
  await expect(rows.first()).toContainText('LENNAR CORP')
  await expect(rows.first()).toContainText('+265')
  const changes = (await column(page, POSITIONS, /^(Amount )?change %/i)).map(figure)
  expect(changes.slice(0, 4)).toEqual([265, 136, 18.4, 14.9])

  await rows
    .first()
    .getByRole('link', { name: /^Filing / })
    .click()
  await expect(page).toHaveURL(/\/filings\/0009999999-25-000003$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'BERKSHIRE HATHAWAY INC, 13F-HR for Q2 2025',
  )
  const filed = await rowsOf(page, /Rows of the information table/)
  await expect(filed.filter({ hasText: 'LENNAR CORP' }).filter({ hasText: '7,048,993' })).toHaveCount(1)
})

test('what is new, sold out and disclosed late is told apart from what was bought', async ({ page }) => {
  await page.goto('/managers/1067983?period=2025Q1')
  const rows = await rowsOf(page, /Positions at the end of Q1 2025/)
  const nucor = rows.filter({ hasText: 'NUCOR CORP' })
  await expect(nucor).toContainText('Late reveal')
  await page.getByText('Sold out', { exact: true }).first().click()
  await expect(page).toHaveURL(/filter=change/)
  await expect(rows.first()).toContainText('Sold out')
  expect(new Set(await column(page, /Positions at the end/, /^Change/)).size).toBe(1)
})
