import { expect, test } from './story.ts'

const theme = 'html[data-theme]'

test('dark is chosen, and stays', async ({ page }) => {
  await page.goto('/about')
  await expect(page.locator(theme)).toHaveAttribute('data-theme', 'light')
  const toggle = page.getByRole('button', { name: /^Theme:/ })
  await toggle.click()
  await expect(toggle).toHaveAccessibleName(/^Theme: light/)
  await toggle.click()
  await expect(page.locator(theme)).toHaveAttribute('data-theme', 'dark')
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await paper()
  await page.reload()
  await expect(page.locator(theme)).toHaveAttribute('data-theme', 'dark')
  expect(await paper()).toBe(dark)
  await toggle.click()
  await expect(page.locator(theme)).toHaveAttribute('data-theme', 'light')
  expect(await paper()).not.toBe(dark)
})

test.describe('where the system is dark', () => {
  test.use({ colorScheme: 'dark' })

  test('so is the app, and it follows', async ({ page }) => {
    await page.goto('/about')
    await expect(page.locator(theme)).toHaveAttribute('data-theme', 'dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await expect(page.locator(theme)).toHaveAttribute('data-theme', 'light')
  })
})
