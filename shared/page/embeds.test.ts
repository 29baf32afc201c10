import { expect, test } from 'vitest'
import { embedIn, partOf } from './embeds.ts'

test('[M12] a line that is a name after a bang is an embed, as high as it says', () => {
  expect(embedIn('![[note]]')).toEqual({ written: '![[note]]', lines: 6 })
  expect(embedIn('  ![[note#Part|12]] ')).toEqual({ written: '![[note#Part|12]]', lines: 12 })
  expect(embedIn('![[note|words]]')?.lines).toBe(6)
  expect(embedIn('![[note|1]]')?.lines).toBe(2)
  expect(embedIn('![[note|99]]')?.lines).toBe(60)
  for (const line of ['![[map.png]]', '[[note]]', 'see ![[note]]', '![[a]] ![[b]]', '![note](a)'])
    expect(embedIn(line)).toBeNull()
})

test('[M12] of a page the part under a heading is shown, up to the next one as large', () => {
  const page = '# One\n\na\n\n## Two\n\nb\n\n### Three\n\nc\n\n## Four\n\nd'
  expect(partOf(page, 'two')).toBe('## Two\n\nb\n\n### Three\n\nc')
  expect(partOf(page, 'four')).toBe('## Four\n\nd')
  expect(partOf(page, 'none')).toBe(page)
  expect(partOf('x'.repeat(30_000), undefined)).toHaveLength(20_000)
})
