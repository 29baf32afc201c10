// The clipboard, which a browser gives to secure pages alone.
import { notify } from './notices.ts'

/** Copies a text and says so; where that cannot be, shows the text to be copied by hand. */
export function copyText(text: string, done: string): void {
  Promise.resolve()
    .then(() => navigator.clipboard.writeText(text))
    .then(
      () => notify({ text: done }),
      () =>
        notify({
          text: `This browser does not allow copying from here. Copy it by hand: ${text}`,
          timeoutMs: 0,
        }),
    )
}
