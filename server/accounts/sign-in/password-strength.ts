// Passwords that would be guessed first. Only those of enough characters need be named: the others are too
// short.
import { AccountRefusal } from '../model/account-refusal.ts'

/**
 * From the top of lists of leaked passwords, as far as they have 12 characters: compared in lower case,
 * without spaces.
 */
const COMMON: ReadonlySet<string> = new Set(
  (
    '123456789012 1234567890123 0123456789012 123456789abc 1234567890ab 12345678901234567890 987654321098 qwertyuiop12 qwertyuiop123 ' +
    'qwertyuiop[] qwerty123456 qwerty12345678 qwerty123456789 1qaz2wsx3edc 1q2w3e4r5t6y 1q2w3e4r5t6y7u zaq12wsxcde3 qazwsxedcrfv ' +
    'qwertzuiop12 azertyuiop12 azertyuiop123 asdfghjkl123 asdfghjkl1234 zxcvbnm12345 abcdefghijkl abcdefg12345 abc123456789 ' +
    'abcd12345678 a1b2c3d4e5f6 passwordpassword password1234 password12345 password123456 password1234567 password12345678 ' +
    'password123456789 passw0rd1234 p@ssw0rd1234 p@ssword1234 mypassword12 mypassword123 mypassword1234 thisismypassword ' +
    'changeme1234 changeme12345 changemeplease letmein12345 letmein123456 letmeinplease welcome12345 welcome123456 ' +
    'iloveyou1234 iloveyou12345 iloveyou123456 iloveyouforever iloveyousomuch administrator administrator1 admin1234567 admin12345678 ' +
    'adminadminadmin adminadmin123 rootrootroot superuser123 supersecret123 secretpassword secret123456 master123456 dragon123456 ' +
    'monkey123456 football1234 baseball1234 princess1234 sunshine1234 superman1234 starwars1234 michael12345 jessica12345 ' +
    'whatever1234 trustno1trustno1 correcthorsebatterystaple correct-horse-battery-staple opensesame123 abracadabra123 ' +
    'passwort1234 passwort12345 passwort123456 passwortpasswort hallohallohallo hallo1234567 ichliebedich motdepasse12 motdepasse123 ' +
    'contraseña12 contrasena12 contrasena123 q1w2e3r4t5y6 zxcvbnmasdfghjkl poiuytrewq12 1234qwerasdf 1234qwerasdfzxcv ' +
    'qwerasdfzxcv testtesttest test12345678 testpassword testpassword1 guestguestguest inklandinkland inkland12345 inkland123456'
  ).split(' '),
)
/** Fewer different characters than that are a key that was held down. */
const DIFFERENT_MIN = 5

/** Throws a Refused with advice when a password would be guessed. */
export function refuseWeakPassword(password: string, account: string): void {
  const plain = password.normalize('NFC').toLowerCase().replace(/\s+/g, '')
  if (COMMON.has(plain)) {
    throw new AccountRefusal(
      'weak',
      'That password is one of the first that strangers try. Choose a few words that only you would put together.',
    )
  }
  if (new Set(plain).size < DIFFERENT_MIN || isRow(plain)) {
    throw new AccountRefusal(
      'weak',
      'That password repeats too much. Choose a few words that only you would put together.',
    )
  }
  const rest = plain.replaceAll(account, '').replace(/[^\p{L}]/gu, '')
  if (plain.includes(account) && rest === '') {
    throw new AccountRefusal(
      'weak',
      'That password is just your name. Choose a few words that only you would put together.',
    )
  }
}

/** Each character follows the one before it: 23456789…, or fedcba…. */
function isRow(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  return [1, -1].some((step) =>
    codes.every(
      (code, index) => index === 0 || code - (codes[index - 1] ?? 0) === step || isWrap(codes, index),
    ),
  )
}

/** …890123…: the key after 9 on a keyboard. */
function isWrap(codes: readonly number[], index: number): boolean {
  const pair = String.fromCodePoint(codes[index - 1] ?? 0, codes[index] ?? 0)
  return pair === '90' || pair === '09'
}
