// Lists of names as people paste them and as spreadsheets write them.
import { expect, test } from 'vitest'
import { readNameList } from '../../../server/accounts/groups/name-list.ts'
import { GROUP_MEMBERS_MAX } from '../../../shared/wire/api/group-bodies.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'

const anna = { name: 'Anna Gray', account: null }
const ben = { name: 'Ben O’Neil', account: 'ben' }

/** The names of a list, without their lines. */
function namesIn(text: string) {
  const { names, problems } = readNameList(text)
  expect(problems).toEqual([])
  return names.map(({ name, account }) => ({ name, account }))
}

test.each<readonly [what: string, text: string]>([
  ['lines alone', 'Anna Gray\nBen O’Neil,ben'],
  ['a header', 'Name,Account\nAnna Gray,\nBen O’Neil,ben'],
  [
    'columns in another order, and others beside',
    'No;Login;Mail;Name\n1;;a@b.c;Anna Gray\n2;ben;;Ben O’Neil',
  ],
  [
    'what Excel writes: a mark before all, semicolons, Windows line ends',
    '\uFEFFname;account\r\nAnna Gray;\r\nBen O’Neil;ben\r\n',
  ],
  ['old line ends of a Mac', 'Anna Gray\rBen O’Neil,ben\r'],
  ['tabs, as cells are pasted', 'Full name\tUser\nAnna Gray\t\nBen O’Neil\tben\n'],
  ['quotation marks', '"Name","Account"\n"Anna Gray",""\n"Ben O’Neil","ben"'],
  ['first and last names', 'First name;Last name;Account\nAnna;Gray;\nBen;O’Neil;ben'],
  ['the same in German', 'Nachname;Vorname;Konto\nGray;Anna;\nO’Neil;Ben;ben'],
  ['blank lines and spaces', '\n  Anna   Gray \n\n\n Ben O’Neil , ben \n  \n,\n'],
])('[Q2] a list is read: %s', (_what, text) => {
  expect(namesIn(text)).toEqual([anna, ben])
})

test('[Q2] what stands in quotation marks is one cell, with doubled ones as one', () => {
  expect(namesIn('name,account\n"Gray, Anna",anna\n"Ben ""Benny"" Bell",')).toEqual([
    { name: 'Gray, Anna', account: 'anna' },
    { name: 'Ben "Benny" Bell', account: null },
  ])
})

test('[Q2] each line that cannot be read is told with its number', () => {
  const long = 'A'.repeat(PERSON_NAME_MAX + 1)
  const { names, problems } = readNameList(`Name,Account\nAnna\n,ben\n"Carl\n\n${long}\nDora,dora`)
  expect(names).toEqual([
    { line: 2, name: 'Anna', account: null },
    { line: 7, name: 'Dora', account: 'dora' },
  ])
  expect(problems).toEqual([
    { line: 3, problem: 'There is no name in this line.' },
    { line: 4, problem: 'A quotation mark is opened here and not closed.' },
    { line: 6, problem: `A name can have ${PERSON_NAME_MAX} characters, and this one has ${long.length}.` },
  ])
})

test('[Q8] a list is as long as a group is large', () => {
  const text = Array.from({ length: GROUP_MEMBERS_MAX + 5 }, (_, at) => `Pupil ${at}`).join('\n')
  const { names, problems } = readNameList(text)
  expect(names).toHaveLength(GROUP_MEMBERS_MAX)
  expect(problems).toEqual([
    { line: GROUP_MEMBERS_MAX + 1, problem: 'A list can have 500 lines. Bring the rest by itself.' },
  ])
  expect(readNameList('"\n'.repeat(20_000)).problems).toHaveLength(GROUP_MEMBERS_MAX + 1)
})

test('nothing is nobody', () => {
  for (const text of ['', '\n\n', '\uFEFF', 'Name\n'])
    expect(readNameList(text)).toEqual({ names: [], problems: [] })
})
