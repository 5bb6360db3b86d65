/**
 * The part of CollectMAXX's GraphQL schema that its page documents, in our own writing. The page prints names of fields,
 * arguments and input types; names of output types are ours. Source: CollectMAXX API, all sections.
 */
export const schemaText = /* GraphQL */ `
  scalar DateTime
  scalar Date

  type Query {
    import: ImportQuery
    payLink: PayLinkQuery
    mandate: MandateQuery
  }

  type Mutation {
    import: ImportMutation
    payLink: PayLinkMutation
    mandate: MandateMutation
    voice: VoiceMutation
  }

  type ImportQuery {
    batches(filters: BatchFiltersInput, offset: Int, limit: Int): BatchList
  }

  type ImportMutation {
    addRecords(file: FileInput, rows: [RowInput!]): Batch
  }

  type PayLinkQuery {
    payLinks(filters: PayLinkFiltersInput, order: PayLinkOrderInput, offset: Int, limit: Int): PayLinkList
  }

  type PayLinkMutation {
    create(payLink: PayLinkInput!): PayLink
  }

  type MandateQuery {
    mandates(filters: MandateFiltersInput, order: MandateOrderInput, offset: Int, limit: Int): MandateList
  }

  type MandateMutation {
    create(mandate: MandateInput!): Mandate
  }

  type VoiceMutation {
    stopCalling(scriptId: Int!, reference: String!): String
  }

  type Pagination {
    offset: Int
    limit: Int
    total: Int
  }

  enum BatchAction {
    IMPORT
    VALIDATE
  }

  enum BatchStatus {
    empty
    queued
    running
    done
    error
  }

  enum RecordStatus {
    notLoaded
    loaded
    rejected
    accepted
    enriching
    created
    updated
    dropped
  }

  type Batch {
    name: String
    action: BatchAction
    status: BatchStatus
    records: [ImportRecord!]
  }

  type BatchList {
    items: [Batch!]
    pagination: Pagination
  }

  type ImportRecord {
    scriptId: String
    status: RecordStatus
    reference: String
    messages: [RecordMessage!]
  }

  type RecordMessage {
    context: String
    message: String
    level: String
  }

  input FileInput {
    extension: String!
    contents: String!
  }

  input RowInput {
    reference: String!
    script: String!
    personFamilyName: String
    toMailAddress: String
    toPhoneNumbers: [String!]
    invoiceDate: Date
    invoiceDueDate: Date
    invoiceReference: String
    invoiceCurrency: String
    invoiceAmount: String
    invoiceNumber: String
    personBirthDay: Date
  }

  input BatchFiltersInput {
    name: StringFilterInput
  }

  enum PayLinkStatus {
    ready
    started
    partially_paid
    paid
    cancelled
    failed
  }

  enum Gender {
    M
    F
    U
  }

  type Attribute {
    id: String
    value: String
  }

  type PayLink {
    id: ID
    attributes: [Attribute!]
    shortUrl: String
    longUrl: String
    status: PayLinkStatus
    personName: String
    personGender: Gender
    amountPaid: Int
    createdOn: DateTime
    updatedOn: DateTime
  }

  type PayLinkList {
    items: [PayLink!]
    pagination: Pagination
  }

  input PayLinkInput {
    attributes: [AttributeInput!]
    personName: String!
    invoiceAmount: String!
    invoiceCurrency: String!
    invoiceDescription: String!
    invoiceReference: String!
    invoiceDate: DateTime!
    visibleUntil: DateTime
  }

  input AttributeInput {
    id: String!
    value: String!
  }

  input PayLinkFiltersInput {
    id: StringFilterInput
    status: PayLinkStatusFilterInput
    createdOn: DateTimeFilterInput
    attributes: [AttributeFilterInput!]
  }

  input PayLinkStatusFilterInput {
    equalTo: PayLinkStatus
  }

  input AttributeFilterInput {
    id: String!
    equalTo: String
  }

  input PayLinkOrderInput {
    createdOn: OrderDirection
  }

  enum MandateType {
    RCUR
    OOFF
  }

  enum MandateStatus {
    new
    pending
    success
  }

  type Mandate {
    id: ID
    reference: String
    shortUrl: String
    longUrl: String
    type: MandateType
    status: MandateStatus
    personName: String
    createdOn: DateTime
    updatedOn: DateTime
  }

  type MandateList {
    items: [Mandate!]
    pagination: Pagination
  }

  input MandateInput {
    personName: String
    reference: String
    type: MandateType
    reason: String
    debtorReference: String
  }

  input MandateFiltersInput {
    id: StringFilterInput
    status: MandateStatusFilterInput
    createdOn: DateTimeFilterInput
  }

  input MandateStatusFilterInput {
    equalTo: MandateStatus
  }

  input MandateOrderInput {
    createdOn: OrderDirection
  }

  enum OrderDirection {
    ASCENDING
    DESCENDING
  }

  input StringFilterInput {
    equalTo: String
  }

  input DateTimeFilterInput {
    greaterThan: DateTime
    lesserThan: DateTime
  }
`;
