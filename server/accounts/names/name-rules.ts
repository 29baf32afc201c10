// The rules for a new name, after UTS 39: nothing invisible, letters of one alphabet, and no mark on top of
// itself. Earlier names stay as they are.
import { AccountRefusal } from '../model/account-refusal.ts'
import { isOfOneAlphabet } from './name-scripts.ts'
import { DOUBLED_MARK, HIDDEN_DOT, UNSEEN } from './name-skeleton.ts'

/** More marks on one letter than any language puts there (UTS 39, section 5.4). */
const MANY_MARKS = /\p{Mn}{5}/u
/**
 * Letters between which a joiner is seen, since it changes how they are drawn: Arabic, and the alphabets of
 * India and around it.
 */
const JOINED =
  /(?<=[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Beng}\p{scx=Deva}\p{scx=Gujr}\p{scx=Guru}\p{scx=Khmr}\p{scx=Knda}\p{scx=Mlym}\p{scx=Mymr}\p{scx=Orya}\p{scx=Sinh}\p{scx=Taml}\p{scx=Telu}])[\u200C\u200D](?=\p{L})/gu
/**
 * Signs of phonetics, which no language is spelled with (Identifier_Type "Technical"), except those that some
 * are. Among them are small capitals, of which Unicode does not say what they look like.
 */
const PHONETIC =
  /[[\u0250-\u02FF]--[\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u0269\u0272\u0289\u028B\u0292]]|[\u1D00-\u1DBF\uA730\uA731\uA7AF]/v
/**
 * They have parts that are nothing by themselves. Made when it is asked for: reading their list takes 15 ms,
 * which most commands and threads never need.
 */
const emoji = (): RegExp => /\p{RGI_Emoji}/gv
/** Characters that stay in a name, though they are nothing by themselves. */
let kept: RegExp | null = null
/** Characters that steer how a text is shown, and ends of lines. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
/** Letters and their marks; characters between words belong to no alphabet. */
const WORDS = /[\p{L}\p{M}\p{N}]+/gu

const INVISIBLE = 'That name contains hidden characters. Type it again, letter by letter.'
const MIXED =
  'That name mixes letters from different alphabets that look alike. Use letters from one alphabet.'
const MARKS =
  'That name has accents piled on top of each other. Type it again, with at most one of each on a letter.'
const NOT_PLAIN = 'That name has fancy letters. Use plain ones.'

/** Why nobody new gets a word as their account's name, in a sentence; null: they may have it. */
export function whyNotWord(word: string): string | null {
  const why = whyNotDrawn(word)
  if (why !== null) return why
  // Such as letters of double width: the stored name is as people type it.
  if (word.normalize('NFKC').toLowerCase().normalize('NFC') !== word || PHONETIC.test(word)) return NOT_PLAIN
  return isOfOneAlphabet(word) ? null : MIXED
}

/**
 * The same of a word in an address that belongs to one account: each part of it may be of another alphabet.
 */
export function whyNotPart(word: string): string | null {
  return whyNotDrawn(word) ?? whyNotMixed(word)
}

/** The same for a display name: any words, with emoji and joiners where they are visible. */
export function whyNotCalled(name: string): string | null {
  const text = name.replace(emoji(), '').replace(JOINED, '')
  if (text.search(CONTROLS) >= 0) return INVISIBLE
  return whyNotDrawn(text) ?? whyNotMixed(text)
}

/** A name that came from elsewhere, without what nobody sees. */
export function seenOf(name: string): string {
  kept ??= new RegExp(`${emoji().source}|${JOINED.source}`, 'gv')
  let seen = ''
  let from = 0
  for (const { 0: whole, index } of name.matchAll(kept)) {
    seen += cleaned(name.slice(from, index)) + whole
    from = index + whole.length
  }
  return (seen + cleaned(name.slice(from))).trim()
}

const cleaned = (text: string): string => text.replace(CONTROLS, '').replace(UNSEEN, '')

function whyNotDrawn(text: string): string | null {
  const drawn = text.normalize('NFD')
  if (drawn.search(UNSEEN) >= 0) return INVISIBLE
  const hasHidden = drawn.search(HIDDEN_DOT) >= 0 || drawn.search(DOUBLED_MARK) >= 0
  return hasHidden || MANY_MARKS.test(drawn) ? MARKS : null
}

const whyNotMixed = (text: string): string | null =>
  (text.match(WORDS) ?? []).every(isOfOneAlphabet) ? null : MIXED

/** Refuses what a name is not to be made of, for this reason. */
export function judgeName(why: string | null, kind: 'word' | 'name' = 'word'): void {
  if (why !== null) throw new AccountRefusal(kind, why)
}
