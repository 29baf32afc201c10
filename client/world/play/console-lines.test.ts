import { expect, test } from 'vitest'
import { parseArtifactId } from '../../../shared/world/address.ts'
import type { LogLine } from '../../../shared/play/play.ts'
import { createConsoles, joined, LINES_MAX } from './console-lines.ts'

const lamp = parseArtifactId('lamp')
if (!lamp) throw new Error('no id')
const line = (at: number, text = `line ${at}`): LogLine => ({ at, text })

test('lines that are sent again after a reconnect are not doubled', () => {
  const have = [line(1), line(2), line(2)]
  expect(joined(have, [line(1), line(2), line(2), line(3)])).toEqual([...have, line(3)])
})

test('a program that says the same twice is heard twice', () => {
  expect(joined([line(1, 'on')], [line(2, 'on'), line(2, 'on')])).toHaveLength(3)
})

test('a console keeps its last lines alone', () => {
  const many = Array.from({ length: LINES_MAX + 50 }, (_, at) => line(at))
  expect(joined([], many)).toEqual(many.slice(-LINES_MAX))
  const consoles = createConsoles()
  consoles.add(lamp, many)
  let heard: readonly LogLine[] = []
  consoles.watch(lamp, (lines) => {
    heard = lines
  })
  expect(heard).toEqual(many.slice(-LINES_MAX))
})

test('who watches a console hears what comes, until it is left', () => {
  const consoles = createConsoles()
  const heard: string[] = []
  const leave = consoles.watch(lamp, (lines) => heard.push(...lines.map(({ text }) => text)))
  consoles.add(lamp, [line(1)])
  leave()
  consoles.add(lamp, [line(2)])
  expect(heard).toEqual(['line 1'])
})
