import { describe, expect, test } from 'vitest'
import { foldText, hasWords, rangesOf, wordsOf } from './folded-text.ts'
import { passageOf } from './passage.ts'

const found = (text: string, query: string) =>
  rangesOf(text, wordsOf(query)).map(([from, to]) => text.slice(from, to))

describe('[X1] words are found in any script', () => {
  test.each([
    ['capitals', 'The LAMP', 'lamp', ['LAMP']],
    ['accents', 'un café crème', 'CREME', ['crème']],
    ['accents written apart', 'cafe\u0301 noir', 'café', ['cafe\u0301']],
    ['letters with a stroke', 'Łódź', 'lodz', ['Łódź']],
    ['one letter for two', 'Straße', 'strasse', ['Straße']],
    ['the end of a Greek word', 'ὁ λόγος', 'ΛΟΓΟΣ', ['λόγος']],
    ['Turkish capitals', 'İstanbul', 'istanbul', ['İstanbul']],
    ['Chinese', '我们的学校很大', '学校', ['学校']],
    ['Japanese, wide and narrow', 'ｶﾞﾗｽ', 'ガラス', ['ｶﾞﾗｽ']],
    ['Korean, composed and not', '한국어'.normalize('NFD'), '한국', ['한국'.normalize('NFD')]],
    ['Arabic with vowels', 'كَتَبَ الكتاب', 'كتب', ['كَتَبَ']],
    ['Arabic with another alef', 'أحمد', 'احمد', ['أحمد']],
    ['Hebrew with points', 'שָׁלוֹם', 'שלום', ['שָׁלוֹם']],
    ['wide Latin letters', 'ＡＢＣ', 'abc', ['ＡＢＣ']],
    ['emoji', 'I ❤️ trees 🌳', '❤ 🌳', ['❤️', '🌳']],
  ])('%s', (_, text, query, expected) => expect(found(text, query)).toEqual(expected))

  test('and letters that differ stay different', () => {
    expect(hasWords('かぎ', wordsOf('がき'))).toBe(false)
    expect(hasWords('कि', wordsOf('का'))).toBe(false)
  })

  test('and are marked where they are, not twice', () => {
    expect(rangesOf('Night light', wordsOf('igh night'))).toEqual([[0, 5]])
    expect(found('Night light', 'LIGHT n')).toEqual(['N', 'light'])
  })

  test('and a page is folded as its lines are', () => {
    const page = 'Ünder\nthe Straße\n한국어 ❤️\nلِ'
    expect(foldText(page).split('\n')).toEqual(page.split('\n').map(foldText))
  })
})

test('[X1] a search is bounded, and each of its words counts once', () => {
  expect(wordsOf('  a b A \n c ')).toEqual(['a', 'b', 'c'])
  expect(wordsOf('1 2 3 4 5 6 7 8 9 10')).toHaveLength(8)
  expect(wordsOf('x'.repeat(5000))).toEqual(['x'.repeat(200)])
})

describe('[X1] a passage', () => {
  const page = 'The garden.\n\nVery bright roses stand beside the école, and nobody waters them.\nroses'

  test('is of the line that has most of the words', () => {
    expect(passageOf(page, wordsOf('ecole roses'))).toEqual({
      line: 3,
      from: 12,
      to: 17,
      before: 'Very bright ',
      match: 'roses',
      after: ' stand beside the école, and nobody waters them.',
    })
  })

  test('is short, and cuts no letter in half', () => {
    const passage = passageOf(`${'🌳'.repeat(50)}x${'🌳'.repeat(99)}`, ['x'])
    expect(passage).toMatchObject({ before: '🌳'.repeat(12), match: 'x', after: '🌳'.repeat(40) })
    expect(passageOf(`a${'🌳'.repeat(50)}yx`, ['x'])?.before).toBe(`${'🌳'.repeat(11)}y`)
  })

  test('is none where no word is there', () => {
    expect(passageOf(page, wordsOf('desert'))).toBeNull()
    expect(passageOf(page, [])).toBeNull()
  })
})
