// README says what code can do, by names: all of them are there, and those that matter are named.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parseReference } from '../../../shared/behavior/api-reference.ts'
import { EVENT_NAMES } from '../../../shared/behavior/program-events.ts'

const read = (path: string): Promise<string> => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8')

test('README’s table of what code can do names what there is', async () => {
  const [page, declarations] = await Promise.all([read('README.md'), read('shared/behavior/behavior.d.ts')])
  const [, table = ''] = /\n {2}\| what code does[^\n]*\n((?: {2}\|[^\n]*\n)+)/.exec(page) ?? []
  const named = Array.from(table.matchAll(/`([^`]+)`/g), ([, name = '']) => name)
  const known = parseReference(declarations).flatMap(({ name, members }) => [
    name,
    ...members.map((member) => member.name),
  ])
  expect(named.filter((name) => ![...known, ...EVENT_NAMES, 'export'].includes(name))).toEqual([])
  expect(named).toEqual(expect.arrayContaining(['ask', 'send', 'sound', 'from', 'memoryOf', 'touch', 'rows']))
})
