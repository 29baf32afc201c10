// All routes of the API, each with its rule. Those of `raw` take their bodies themselves, as bytes; the others are given JSON.
import { archiveRoutes } from './archive.ts'
import { authorRoutes } from './authors.ts'
import { binRoutes } from './bin.ts'
import { meRoutes } from './me.ts'
import type { Parts } from './parts.ts'
import type { Routes } from './rule.ts'
import { worldRoutes } from './worlds.ts'

export interface ApiRoutes {
  readonly raw: readonly Routes[]
  readonly json: readonly Routes[]
}

export function apiRoutes(parts: Parts): ApiRoutes {
  return {
    raw: [archiveRoutes(parts)],
    json: [meRoutes(parts), worldRoutes(parts), authorRoutes(parts), binRoutes(parts)],
  }
}
