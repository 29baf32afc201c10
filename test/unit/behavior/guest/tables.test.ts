// Rows of a table on a page as data, both ways.
import { describe, expect, test } from 'vitest'
import { effectsOf, LAMP_WORLD, run, start } from './program-host.ts'

const PAGE = `# Quiz

| not | a table

## Players

| Name | Points |
| :--- | ---: |
| Ada | 3 |
| Bob \\| Co | 5 |

Words.

| a | b |
|---|---|
| 1 |
`

const onPage = (code: string, page = PAGE) => {
  const world = { ...LAMP_WORLD(), texts: { lamp: page } }
  return run(code, { world })
}

async function written(code: string, page = PAGE): Promise<string | undefined> {
  const { effects, fault } = await onPage(code, page)
  expect(fault).toBeNull()
  const [edit] = effectsOf({ effects, logs: [], fault: null, refusal: null }, 'text')
  return edit?.edit.type === 'write' ? edit.edit.words : undefined
}

describe('[B19] A table is read as rows', () => {
  test('the first one, or the first under a heading, by the words over its columns', async () => {
    const { logs } = await onPage(
      `log(JSON.stringify(text().rows())); log(JSON.stringify(text().rows('players')));
      log(JSON.stringify(text().rows('Nobody')), JSON.stringify(text().rows('Quiz')))`,
    )
    const players = '[{"Name":"Ada","Points":"3"},{"Name":"Bob | Co","Points":"5"}]'
    expect(logs).toEqual([players, players, '[] []'])
  })

  test('a bar behind a backslash is a letter, and one behind two of them is none', async () => {
    const page = '| a | b |\n|---|---|\n| x\\| | y\\\\| z |'
    const { logs } = await onPage(`log(JSON.stringify(text().rows()))`, page)
    expect(logs).toEqual([JSON.stringify([{ a: 'x|', b: 'y\\\\' }])])
  })

  test('not in code, and cells that are missing are empty', async () => {
    const fenced = '```\n| x | y |\n|---|---|\n| 1 | 2 |\n```\n\n| a | b |\n|---|---|\n| 1 |'
    expect((await onPage('log(JSON.stringify(text().rows()))', fenced)).logs).toEqual(['[{"a":"1","b":""}]'])
  })
})

describe('[B19] and written as rows', () => {
  test('the rest of the page stays as it is, and what is written is read again', async () => {
    const code = `const rows = text().rows(); rows[0].Points = 4; rows.push({ Name: 'C|D', Points: 1 })
      text().setRows(rows); log(JSON.stringify(text().rows()) === JSON.stringify(rows.map((row) => ({ ...row, Points: String(row.Points) }))))`
    const page = await written(code)
    expect(page).toBe(
      PAGE.replace('| Ada | 3 |\n| Bob \\| Co | 5 |', '| Ada | 4 |\n| Bob \\| Co | 5 |\n| C\\|D | 1 |'),
    )
    expect((await onPage(code)).logs).toEqual(['true'])
  })

  test('a new name is a new column; without a table one is made', async () => {
    expect(await written(`text().setRows([{ Name: 'Ada', Won: true }])`)).toContain(
      '| Name | Points | Won |\n| --- | --- | --- |\n| Ada |  | true |\n\nWords.',
    )
    expect(await written(`text().setRows([{ a: 1 }])`, 'Hello.')).toBe('Hello.\n\n| a |\n| --- |\n| 1 |')
    expect(await written(`text().setRows([{ a: 1 }], 'There')`, '# There\nHello.')).toBe(
      '# There\n\n| a |\n| --- |\n| 1 |\n\nHello.',
    )
  })

  test.each([
    ['text().setRows({})', 'The rows of setRows must be a list of objects, not something else.'],
    ['text().setRows([1])', "Row 1 of setRows must be an object such as { name: 'Ada' }, not 1."],
    ["text().setRows([{ a: 'x\\ny' }])", '"a" in a row must fit on one line.'],
    ["text().setRows([{ a: 1 }], 'None')", 'The page has no heading "None".'],
    ['text().setRows(new Array(501).fill({ a: 1 }))', 'A table can have at most 500 rows; this has 501.'],
    ["text('x').rows()", 'must be a thing'],
  ])('%s is a clear error', async (code, words) => {
    const { fault, effects } = await onPage(code)
    expect(fault?.message).toContain(words)
    expect(fault?.line).toBe(0)
    expect(effects).toEqual([])
  })

  test('five hundred rows are within a handler’s time, and no table without an end holds it up', async () => {
    const long = `| a | b |\n|---|---|\n${'| x | y |\n'.repeat(500)}`
    const program = await start(`on('use', () => log(text().rows().length))`, {
      world: { ...LAMP_WORLD(), texts: { lamp: long } },
    })
    expect(program.event({}, 1).logs).toEqual(['500'])
    program.dispose()
  })
})

test('[B20] sprites() lists all drawings, a list of its own each time', async () => {
  const { logs } = await run(`sprites().length = 0; log(sprites().includes('lamp'), sprites().length > 20)`)
  expect(logs).toEqual(['true true'])
})
