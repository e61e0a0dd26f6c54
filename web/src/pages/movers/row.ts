/** A security by what all comparable managers did, from the quarter before to this one. */
export interface MoverRow {
  security: string
  cusip: string | null
  ticker: string | null
  issuer: string
  class: string
  holders: number
  holders_change: number | null
  new: number
  added: number
  reduced: number
  sold_out: number
  shares: number | null
  shares_change: number | null
  shares_change_pct: number | null
  value: number
  value_change: number | null
  bought_value: number | null
  sold_value: number | null
  net_value: number | null
  price: string | null
}
