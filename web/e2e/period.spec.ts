import { expect, rowsOf, test } from './story.ts'

test('another quarter is a choice away, and is in the address', async ({ page }) => {
  await page.goto('/managers')
  const period = page.getByRole('combobox', { name: 'Report period' })
  await expect(period).toHaveValue('2025Q2')
  await period.selectOption({ label: 'Q1 2025' })
  await expect(page).toHaveURL(/period=2025Q1/)
  const rows = await rowsOf(page, /Managers that filed for Q1 2025/)
  await expect(rows.filter({ hasText: 'BRIDGEWATER ASSOCIATES' })).toHaveCount(1)

  await page.getByRole('button', { name: 'Earlier: Q4 2024' }).click()
  await expect(page).toHaveURL(/period=2024Q4/)
  await page.goBack()
  await expect(period).toHaveValue('2025Q1')
})

test('a manager has the quarters for which it filed', async ({ page }) => {
  await page.goto('/managers/1067983?period=2022Q3')
  const period = page.getByRole('combobox', { name: 'Report period' })
  await expect(period).toHaveValue('2022Q3')
  await rowsOf(page, /Positions at the end of Q3 2022/)
  await page.getByRole('button', { name: 'Later: Q4 2022' }).click()
  await expect(period).toHaveValue('2022Q4')
  await rowsOf(page, /Positions at the end of Q4 2022/)
})
