// An error, in words, at its place; empty while there is none.
import './trouble.css'

export function Trouble({ text }: { readonly text: string | null }) {
  return (
    text !== null && (
      <p role="alert" className="trouble">
        {text}
      </p>
    )
  )
}
