// The characters of names, and look-alikes: a profile of UTS 39, on names that people really have, and on
// misleading ones.
import { describe, expect, it, test } from 'vitest'
import { seenOf, whyNotCalled, whyNotPart, whyNotWord } from '../../../server/accounts/names/name-rules.ts'
import { isOfOneAlphabet } from '../../../server/accounts/names/name-scripts.ts'
import { skeletonOf, skeletonsOf } from '../../../server/accounts/names/name-skeleton.ts'
import { createAlike } from '../../../server/accounts/names/name-lookalikes.ts'
import { addressesFor } from '../../../server/http/worlds/world-naming.ts'
import type { Account } from '../../../server/accounts/model/account-view.ts'
import { makeMemberId } from '../../../shared/world/address.ts'
import { chance, named } from './accounts-in-memory.ts'

/** Account names of people who write in many scripts: in small letters. */
const WORDS =
  'ada bob-2 zoë_1.b müller-lüdenscheidt straße łukasz şükrü nguyễn ñandú анна ђорђе ελένη ქეთი հայկ שרה علي فاطمه अनिता தமிழ் ' +
  'ไทย ລາວ 山田太郎 田中さくら ミカ 김민준 yamada山田 kim한국 ᠮᠣᠩᠭᠣᠯ ꮳꮃꭹ ⵜⴰⵎⴰⵣ əli ɓala ʻokina'
/** Display names. */
const CALLED: readonly string[] = [
  'Ada Lovelace',
  'Ada ❤️',
  '👩‍👩‍👧 Müller family',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿 Liz 1️⃣',
  'Анна (Anna)',
  'İlker',
  'O’Brien',
  'D’Angelo-Łukasz',
  'علی‌رضا',
  'ශ්‍රී ලංකා',
  '山田 太郎 (Taro)',
  'Ｆｕｌｌ ｗｉｄｔｈ',
  '~*Luna*~',
]

test('[J9] people are called as they are, in all alphabets', () => {
  const refused = WORDS.split(' ').filter((word) => word !== 'ʻokina' && whyNotWord(named(word)) !== null)
  expect(refused).toEqual([])
  expect(CALLED.filter((name) => whyNotCalled(name) !== null)).toEqual([])
  expect(CALLED.map(seenOf)).toEqual(CALLED)
})

test('[J9] a name has nothing in it that nobody sees, whatever it is and wherever it stands', () => {
  const unseen: string[] = []
  for (let code = 0; code < 0x110000; code++) {
    const sign = String.fromCodePoint(code)
    if (/\p{Default_Ignorable_Code_Point}/u.test(sign)) unseen.push(sign)
  }
  expect(unseen.length).toBeGreaterThan(4_000)
  const let1: string[] = []
  for (const sign of unseen) {
    for (const name of [`${sign}victim`, `vic${sign}tim`, `victim${sign}`]) {
      if (whyNotWord(name) === null || whyNotPart(name) === null || whyNotCalled(name) === null)
        let1.push(name)
      // The look of existing names is known.
      if (skeletonOf(name) !== skeletonOf('victim') || seenOf(name) !== 'victim') let1.push(name)
    }
  }
  expect(let1).toEqual([])
})

test.for<[string, string]>([
  ['a Cyrillic letter', 'vіctim'],
  ['a Greek letter', 'νictim'],
  ['an Armenian letter', 'victiո'],
  ['an Arabic digit', 'vict١m'],
  ['full width', 'ｖｉｃｔｉｍ'],
  ['mathematical letters', '𝗏𝗂𝖼𝗍𝗂𝗆'],
  ['a ligature', 'oﬃce'],
  ['small capitals', 'vɪᴄᴛɪᴍ'],
  ['a letter of phonetics', 'viⅽtɩm'],
  ['an accent twice', 'victi\u0301\u0301m'],
  ['a second dot', 'vi\u0307ctim'],
  ['a dot behind another mark', 'vi\u0323\u0307ctim'],
  ['marks in a heap', 'v\u0301\u0302\u0303\u0304\u0305ictim'],
])('[J9] nobody new is called with %s: %s', ([, word]) => {
  expect(whyNotWord(word)).toMatch(/^That name .*\.$/)
})

test('[J9] letters of one alphabet stay together, and those of several that are written together', () => {
  for (const text of ['', '-_.1', 'abc', 'абв', '山田たろうタロウabc', '한국韓國abc', 'ㄅ中a']) {
    expect(isOfOneAlphabet(text), text).toBe(true)
  }
  for (const text of ['aб', 'αb', 'абαβ', '한たろう', 'ааת', 'सа', '中я'])
    expect(isOfOneAlphabet(text), text).toBe(false)
  // In an address of one account, each part is a word.
  expect(whyNotPart('schule-школа')).toBeNull()
  expect(whyNotPart('schulе')).not.toBeNull()
})

describe('[J9] what looks alike', () => {
  it.for<[string, string]>([
    ['victim', 'vіctіm'],
    ['victim', 'VICTIM'],
    ['victim', 'victirn'],
    ['victim', 'vıctım'],
    ['scope', 'ѕсоре'],
    ['paypal', 'раураӏ'],
    ['bill', 'bi1l'],
    ['solo', 's0lo'],
    ['admin', 'аdmin'],
    ['nora', 'ոora'],
    ['été', 'e\u0301te\u0301'],
  ])('%s and %s', ([one, other]) => {
    expect(skeletonOf(other)).toBe(skeletonOf(one))
  })

  it('is no name that is another one to the eye', () => {
    const words = WORDS.split(' ')
    expect(new Set(words.map(skeletonOf)).size).toBe(words.length)
    const plain = [
      'ada',
      'adam',
      'ida',
      'edda',
      'bob',
      'bab',
      'tim',
      'tina',
      'jan',
      'jana',
      'jon',
      'ann-1',
      'ann-2',
    ]
    expect(new Set(plain.map(skeletonOf)).size).toBe(plain.length)
  })

  it('is seen as it was written, too: a large I is a small l', () => {
    const shared = skeletonsOf('AIice').filter((look) => skeletonsOf('Alice').includes(look))
    expect(shared).toHaveLength(1)
    expect(skeletonOf('AIice')).not.toBe(skeletonOf('Alice'))
  })
})

test('[J9] who could be taken for whom is known at once, and forgotten with the account', () => {
  const random = chance()
  const account = (word: string, name: string): Account => {
    return {
      id: makeMemberId(random),
      account: named(word),
      name,
      since: 0,
      isAdmin: false,
      isSuspended: false,
    }
  }
  const [alice, anna, other] = [account('alice', 'Alice'), account('anna', 'Anna'), account('anna-2', 'Anna')]
  const alike = createAlike()
  for (const one of [alice, anna, other]) {
    alike.noteWord(one.account, true)
    alike.noteAccount(one.id, one, null)
  }
  const called = (name: string, isSame = false, id: Account['id'] | null = null) =>
    alike.called(name, { id, isSame }).map((one) => one.account)
  expect(called('AIice')).toEqual(['alice'])
  expect(called('А\u200Bliсe')).toEqual(['alice'])
  expect(called('Alice')).toEqual([])
  expect(called('alice', true)).toEqual(['alice'])
  expect(called('Аnna')).toEqual(['anna', 'anna-2'])
  expect(called('anna-2', true, other.id)).toEqual([])
  expect(alike.words('аnnа')).toEqual(['anna'])
  const renamed = { ...alice, name: 'Bob' }
  alike.noteAccount(alice.id, renamed, alice)
  expect([called('Вob'), called('AIice')]).toEqual([['alice'], []])
  alike.noteAccount(alice.id, null, renamed)
  alike.noteWord(alice.account, false)
  expect([called('Вob', true), alike.words('alice')]).toEqual([[], []])
})

test('a world’s address comes of its title without what nobody sees, and without what would mislead', () => {
  const first = (title: string) => [...addressesFor(named('ada'), title)][0]
  expect(first('Gar\u034Fden\uFE0F')).toBe('ada/garden')
  expect(first('Gаrden')).toBe('ada/world')
  expect(first('Schule Школа')).toBe('ada/schule-школа')
  expect(first('İstanbul')).toBe('ada/istanbul')
})
