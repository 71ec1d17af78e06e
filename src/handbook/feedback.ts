export {
  type CardPayload,
  cardDigest,
  FEEDBACK_MARKS,
  type FeedbackCard,
  type FeedbackEntry,
  type FeedbackMark,
} from './feedback/card.js';
export { type CardPage, type CardShape, type CardWords, FRAME, layoutCard, PAGE_ENTRIES } from './feedback/layout.js';
export {
  type BubbleOptions,
  bubbleDefaults,
  type CardReading,
  type EntryReading,
  type FoundPage,
  findCardPage,
  type GrayImage,
  MAX_PIXELS,
  type RowReading,
  readFeedbackCard,
} from './feedback/read.js';
