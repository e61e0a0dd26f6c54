/** A security in a period, beside the quarter before. */
export interface SecurityRow {
  security: string
  cusip: string | null
  ticker: string | null
  issuer: string
  class: string
  holders: number
  holders_change: number | null
  value: number
  value_change: number | null
  shares: number | null
  shares_change: number | null
  principal: number | null
  put_holders: number
  call_holders: number
  price: string | null
}
