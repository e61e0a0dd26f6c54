import { expect, type Page } from '@playwright/test'

/** Every page of the app, at an address that the bundled sample has something to show for. */
export const PAGES: {
  name: string
  path: string
  heading: RegExp
  /** Of what the browser may complain there. */
  mayComplainOf?: RegExp
}[] = [
  { name: 'home', path: '/', heading: /./ },
  { name: 'managers', path: '/managers', heading: /^Managers$/ },
  { name: 'manager', path: '/managers/1067983', heading: /BERKSHIRE HATHAWAY INC/ },
  { name: 'manager-charts', path: '/managers/1067983?tab=charts', heading: /BERKSHIRE HATHAWAY INC/ },
  { name: 'manager-filings', path: '/managers/1067983?tab=filings', heading: /BERKSHIRE HATHAWAY INC/ },
  {
    name: 'manager-total',
    path: '/managers/1067983?tab=total&period=2025Q1',
    heading: /BERKSHIRE HATHAWAY INC/,
  },
  {
    name: 'manager-security',
    path: '/managers/1067983/securities/037833100',
    heading: /BERKSHIRE HATHAWAY INC|APPLE INC/,
  },
  { name: 'securities', path: '/securities', heading: /^Securities$/ },
  { name: 'security', path: '/securities/037833100', heading: /APPLE INC/ },
  { name: 'security-history', path: '/securities/037833100?tab=history', heading: /APPLE INC/ },
  { name: 'security-names', path: '/securities/037833100?tab=names', heading: /APPLE INC/ },
  { name: 'movers', path: '/movers?period=2025Q1', heading: /Movers/ },
  { name: 'filings', path: '/filings', heading: /^Filings$/ },
  { name: 'filing', path: '/filings/0009999999-20-000001', heading: /KINGDON CAPITAL/ },
  { name: 'filing-text', path: '/filings/0009999999-05-000002', heading: /BERKSHIRE HATHAWAY INC/ },
  { name: 'filing-notice', path: '/filings/0009999999-16-000001', heading: /BERKSHIRE HATHAWAY LIFE/ },
  { name: 'quality', path: '/quality', heading: /^Data quality$/ },
  { name: 'quality-rules', path: '/quality?tab=rules', heading: /^Data quality$/ },
  { name: 'quality-ledger', path: '/quality?tab=ledger', heading: /^Data quality$/ },
  { name: 'status', path: '/status', heading: /^Status$/ },
  { name: 'gaps', path: '/gaps', heading: /^Gaps$/ },
  ...wanting(),
  { name: 'work-elsewhere', path: '/work', heading: /^Work$/, mayComplainOf: /404/ },
  { name: 'about', path: '/about', heading: /^About$/ },
  { name: 'not-found', path: '/nowhere', heading: /nothing here/i, mayComplainOf: /404/ },
]

/** Pages of the program that lacks some filings, where there is one. */
function wanting() {
  const { OSD_WANTING_URL: url, OSD_WORK_URL: admin } = process.env
  if (!url || !admin) return []
  return [
    { name: 'gaps-some', path: `${url}/gaps`, heading: /^Gaps$/ },
    { name: 'status-wanting', path: `${url}/status`, heading: /^Status$/ },
    { name: 'work', path: `${admin}/work`, heading: /^Work$/ },
  ]
}

/** Opens a page and waits until it has all that it is about. */
export async function open(page: Page, { path, heading }: (typeof PAGES)[number]): Promise<void> {
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
}

export const DESKTOP = { width: 1280, height: 900 }
export const PHONE = { width: 390, height: 844 }
