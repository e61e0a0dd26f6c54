import type { RouteRecordRaw } from 'vue-router'
import about from './about'
import filing from './filing'
import filings from './filings'
import gaps from './gaps'
import home from './home'
import issuer from './issuer'
import manager from './manager'
import managerSecurity from './manager-security'
import managers from './managers'
import movers from './movers'
import notFound from './not-found'
import quality from './quality'
import securities from './securities'
import security from './security'
import status from './status'
import ticker from './ticker'
import work from './work'

/** Every page of the app. The server has the same list, in crates/osd-api/src/routes/pages.rs. */
export const pages: RouteRecordRaw[] = [
  home,
  managers,
  manager,
  managerSecurity,
  securities,
  security,
  issuer,
  ticker,
  movers,
  filings,
  filing,
  quality,
  status,
  gaps,
  work,
  about,
  notFound,
]
