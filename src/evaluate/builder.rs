//! The serde serializer that builds the engine's values, without a step in between.

use regorus::Value;
use serde::ser::{self, Serialize};

use super::input::{Converter, InputError, Step, object, text};
use crate::model::UNKNOWN_KEY;

/// Serializes one value at the converter's present path.
pub(super) struct Builder<'a>(pub(super) &'a mut Converter);

/// A list under construction.
pub(super) struct List<'a> {
    converter: &'a mut Converter,
    items: Vec<Value>,
    index: usize,
}

/// An object under construction.
pub(super) struct Fields<'a> {
    converter: &'a mut Converter,
    fields: Vec<(Value, Value)>,
    key: Option<Value>,
}

impl List<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), InputError> {
        let value = self.converter.below(Step::Index(self.index), value)?;
        self.index += 1;
        if value != Value::Undefined {
            self.items.push(value);
        }
        Ok(())
    }
}

impl Fields<'_> {
    fn insert<T: Serialize + ?Sized>(&mut self, key: Value, value: &T) -> Result<(), InputError> {
        let name = text(&key).unwrap_or_default();
        let value = self.converter.below(Step::Name(name), value)?;
        self.fields.push((key, value));
        Ok(())
    }

    /// The object, unless it is a marker. Rego's `object.union` in tests merges a marker into the value it replaces, so
    /// other fields beside it do not count.
    fn finish(self) -> Result<Value, InputError> {
        match self.fields.iter().find(|(key, _)| text(key) == Some(UNKNOWN_KEY)) {
            Some((_, marker)) => self.converter.note_unknown(marker),
            None => Ok(object(self.fields)),
        }
    }
}

/// The kinds of value that no subject holds.
fn unsupported<T>(what: &str) -> Result<T, InputError> {
    Err(InputError(format!("a subject cannot hold {what}")))
}

impl<'a> ser::Serializer for Builder<'a> {
    type Ok = Value;
    type Error = InputError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = ser::Impossible<Value, InputError>;
    type SerializeTupleVariant = ser::Impossible<Value, InputError>;
    type SerializeMap = Fields<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = ser::Impossible<Value, InputError>;

    fn serialize_bool(self, value: bool) -> Result<Value, InputError> {
        Ok(Value::Bool(value))
    }
    fn serialize_i8(self, value: i8) -> Result<Value, InputError> {
        Ok(Value::from(i64::from(value)))
    }
    fn serialize_i16(self, value: i16) -> Result<Value, InputError> {
        Ok(Value::from(i64::from(value)))
    }
    fn serialize_i32(self, value: i32) -> Result<Value, InputError> {
        Ok(Value::from(i64::from(value)))
    }
    fn serialize_i64(self, value: i64) -> Result<Value, InputError> {
        Ok(Value::from(value))
    }
    fn serialize_u8(self, value: u8) -> Result<Value, InputError> {
        Ok(Value::from(u64::from(value)))
    }
    fn serialize_u16(self, value: u16) -> Result<Value, InputError> {
        Ok(Value::from(u64::from(value)))
    }
    fn serialize_u32(self, value: u32) -> Result<Value, InputError> {
        Ok(Value::from(u64::from(value)))
    }
    fn serialize_u64(self, value: u64) -> Result<Value, InputError> {
        Ok(Value::from(value))
    }
    fn serialize_f32(self, value: f32) -> Result<Value, InputError> {
        self.serialize_f64(f64::from(value))
    }
    fn serialize_f64(self, value: f64) -> Result<Value, InputError> {
        // Whole numbers become integers, so that messages say 80 for 80.0.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match value {
            _ if !value.is_finite() => unsupported("an endless number"),
            _ if value.fract() == 0.0 && value.abs() < EXACT => Ok(Value::from(value as i64)),
            _ => Ok(Value::from(value)),
        }
    }
    fn serialize_char(self, value: char) -> Result<Value, InputError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, value: &str) -> Result<Value, InputError> {
        Ok(Value::from(value))
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<Value, InputError> {
        unsupported("bytes")
    }
    fn serialize_none(self) -> Result<Value, InputError> {
        Ok(Value::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, InputError> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<Value, InputError> {
        Ok(Value::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, InputError> {
        Ok(Value::Null)
    }
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, InputError> {
        Ok(self.0.name(variant))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Value, InputError> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, InputError> {
        let key = self.0.name(variant);
        let mut fields = Fields { converter: self.0, fields: Vec::with_capacity(1), key: None };
        fields.insert(key, value)?;
        fields.finish()
    }
    fn serialize_seq(self, length: Option<usize>) -> Result<List<'a>, InputError> {
        let items = Vec::with_capacity(length.unwrap_or_default());
        Ok(List { converter: self.0, items, index: 0 })
    }
    fn serialize_tuple(self, length: usize) -> Result<List<'a>, InputError> {
        self.serialize_seq(Some(length))
    }
    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, InputError> {
        unsupported("a tuple struct")
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, InputError> {
        unsupported("a tuple variant")
    }
    fn serialize_map(self, length: Option<usize>) -> Result<Fields<'a>, InputError> {
        let fields = Vec::with_capacity(length.unwrap_or_default());
        Ok(Fields { converter: self.0, fields, key: None })
    }
    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Fields<'a>, InputError> {
        self.serialize_map(Some(length))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, InputError> {
        unsupported("a struct variant")
    }
}

impl ser::SerializeSeq for List<'_> {
    type Ok = Value;
    type Error = InputError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), InputError> {
        self.push(value)
    }
    fn end(self) -> Result<Value, InputError> {
        Ok(Value::from(self.items))
    }
}

impl ser::SerializeTuple for List<'_> {
    type Ok = Value;
    type Error = InputError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), InputError> {
        self.push(value)
    }
    fn end(self) -> Result<Value, InputError> {
        Ok(Value::from(self.items))
    }
}

impl ser::SerializeMap for Fields<'_> {
    type Ok = Value;
    type Error = InputError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), InputError> {
        let key = key.serialize(Builder(self.converter))?;
        let Some(name) = text(&key) else {
            return unsupported("a key that is no text");
        };
        self.key = Some(self.converter.name(name));
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), InputError> {
        match self.key.take() {
            Some(key) => self.insert(key, value),
            None => unsupported("a value without a key"),
        }
    }
    fn end(self) -> Result<Value, InputError> {
        self.finish()
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = Value;
    type Error = InputError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), InputError> {
        let key = self.converter.name(key);
        self.insert(key, value)
    }
    fn end(self) -> Result<Value, InputError> {
        self.finish()
    }
}
