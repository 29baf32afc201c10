// Headings by the name that links have for them.
import { expect, test } from 'vitest'
import { headingFor } from './sections.ts'

test('[F4] a heading is found by its words, small and with dashes, the second of the same by its number', () => {
  const page = '# Getting *Started*\n\n## `use()`, twice\n\n```\n# No\n```\n\n## Getting started\n'
  expect(headingFor(page, 'getting-started')?.line).toBe(1)
  expect(headingFor(page, 'use-twice')?.line).toBe(3)
  expect(headingFor(page, 'getting-started-1')?.line).toBe(9)
  for (const section of ['no', '', 'getting started']) expect(headingFor(page, section)).toBeNull()
})
