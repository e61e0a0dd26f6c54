import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

/** A page: where it is, what it is called, and what shows it. */
export interface Page {
  /** As vue-router has it; the server has the same list. */
  path: string
  name: string
  view: () => Promise<{ default: Component }>
}

export function page({ path, name, view }: Page): RouteRecordRaw {
  return { path, name, component: view, props: true }
}
