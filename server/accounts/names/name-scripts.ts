// Whether a text keeps to one alphabet: "highly restrictive" of UTS 39, section 5.2. A text that mixes
// alphabets, such as a Cyrillic a among Latin letters, looks like another one and is not. Alphabets that UTS
// 39 leaves out, since few write in them, are allowed by themselves: people have names in them. A letter that
// looks like one of another alphabet is compared as that (name-skeleton.ts).

/** All of Unicode 17, except characters of no alphabet: digits, signs, marks. */
const SCRIPTS = (
  'Adlm Aghb Ahom Arab Armi Armn Avst Bali Bamu Bass Batk Beng Berf Bhks Bopo Brah Brai Bugi Buhd Cakm Cans Cari ' +
  'Cham Cher Chrs Copt Cpmn Cprt Cyrl Deva Diak Dogr Dsrt Dupl Egyp Elba Elym Ethi Gara Geor Glag Gong Gonm Goth ' +
  'Gran Grek Gujr Gukh Guru Hang Hani Hano Hatr Hebr Hira Hluw Hmng Hmnp Hung Ital Java Kali Kana Kawi Khar Khmr ' +
  'Khoj Kits Knda Krai Kthi Lana Laoo Latn Lepc Limb Lina Linb Lisu Lyci Lydi Mahj Maka Mand Mani Marc Medf Mend ' +
  'Merc Mero Mlym Modi Mong Mroo Mtei Mult Mymr Nagm Nand Narb Nbat Newa Nkoo Nshu Ogam Olck Onao Orkh Orya Osge ' +
  'Osma Ougr Palm Pauc Perm Phag Phli Phlp Phnx Plrd Prti Rjng Rohg Runr Samr Sarb Saur Sgnw Shaw Shrd Sidd Sidt ' +
  'Sind Sinh Sogd Sogo Sora Soyo Sund Sunu Sylo Syrc Tagb Takr Tale Talu Taml Tang Tavt Tayo Telu Tfng Tglg Thaa ' +
  'Thai Tibt Tirh Tnsa Todr Tols Toto Tutg Ugar Vaii Vith Wara Wcho Xpeo Xsux Yezi Yiii Zanb'
).split(' ')

/** Languages of several alphabets: Japanese, Korean and Chinese, each with Latin letters among its own. */
const TOGETHER: readonly string[] = ['Hani Hira Kana Latn', 'Hang Hani Latn', 'Bopo Hani Latn']

/** Characters of no alphabet. */
const COMMON = /[\p{Script_Extensions=Zyyy}\p{Script_Extensions=Zinh}]/gu

/** Each by a pattern, made when it is first needed; one that this engine does not know yet has no letters. */
const patterns = new Map<string, RegExp | null>()

function patternOf(scripts: string): RegExp | null {
  const known = patterns.get(scripts)
  if (known !== undefined) return known
  const each = scripts.split(' ').map((script) => `\\p{Script_Extensions=${script}}`)
  const pattern = tried(() => new RegExp(`^[${each.join('')}]*$`, 'u'))
  patterns.set(scripts, pattern)
  return pattern
}

function tried(make: () => RegExp): RegExp | null {
  try {
    return make()
  } catch {
    return null
  }
}

/** Whether all letters of a text are of one alphabet, or of some that are written together. */
export function isOfOneAlphabet(text: string): boolean {
  const letters = text.replace(COMMON, '')
  return ['Latn', ...TOGETHER, ...SCRIPTS].some((scripts) => patternOf(scripts)?.test(letters) === true)
}
