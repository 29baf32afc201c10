// What is wrong, in words, where it is wrong; nothing while nothing is.
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
